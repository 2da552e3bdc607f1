// What may be said to ExaBGP by a process that must not change anything there?

/** Questions, each as it is written; whatever is not one of them is never sent. */
const questions = /^(system version|show adj-rib out|rib show out|peer show|show neighbor( [\da-fA-F.:]+)? extensive)$/

export const isReadOnly = (line: string): boolean => questions.test(line)

/** The question whose answer lists what is announced. */
export const isListingQuestion = (line: string): boolean => line === 'show adj-rib out' || line === 'rib show out'
