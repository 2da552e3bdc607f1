// What does `exabgp-haproxy undo` do: go back to the configuration before?
import { bring, type Choice } from './bring.ts'

/** Resolves to the exit status. */
export const undo = async (choice: Choice): Promise<number> => (await bring(choice, 'POST /v1/undo', {})).status
