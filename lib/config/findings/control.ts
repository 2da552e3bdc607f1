// Who could give orders whom nobody has in mind?
import type { Finding } from '../problems/problem.ts'
import type { Readable } from './readable.ts'

/** What permits to write, in the permissions of all others. */
const othersMayWrite = 0o002

export const controlFindings = ({ control }: Readable): readonly Finding[] => {
  if (!control) return []
  const { socket, mode, 'read-only': readOnly } = control
  return [
    ...(typeof socket === 'object' && socket !== null && socket.path === readOnly
      ? [{ path: ['control', 'read-only'], expected: 'another path than socket', got: undefined }]
      : []),
    ...(typeof mode === 'number' && (mode & othersMayWrite) !== 0 && socket !== 'off'
      ? [
          {
            path: ['control', 'mode'],
            expected: 'no write permission for others, as every user of this machine could withdraw routes',
            got: undefined,
            warning: true,
          },
        ]
      : []),
  ]
}
