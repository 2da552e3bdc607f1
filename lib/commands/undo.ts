// What does `exabgp-haproxy undo` do: go back to the configuration before?
import { bring, type Choice } from './bring.ts'

/** Resolves to the exit status. */
export const undo = (choice: Choice): Promise<number> => bring(choice, 'POST /v1/undo', {})
