// What is a question about, so that its answer is found?
import type { CheckRef, Event } from './event.ts'
import type { Asking } from './question.ts'

/** Of each one question is open at most. */
export type Subject = string

/** Of a question. */
export const subjectOfEffect = (asking: Asking): Subject => (asking.type === 'probe' ? probeSubject(asking.check) : asking.type)

/** Of an answer; undefined where it is none. */
export const subjectOfEvent = (event: Event): Subject | undefined => {
  switch (event.type) {
    case 'statistics':
    case 'outline':
      return 'read-statistics'
    case 'probed':
      return probeSubject(event.check)
    case 'others':
      return 'find-others'
    case 'maintenance-looked':
      return 'look-for-maintenance'
    case 'addresses-changed':
      return 'change-addresses'
    default:
      return undefined
  }
}

const probeSubject = ({ service, key }: CheckRef): Subject => `probe ${service} ${key}`
