// What does `exabgp-haproxy confirm` do: keep what reload brought?
import { bring, type Choice } from './bring.ts'

/** Resolves to the exit status. */
export const confirm = async (choice: Choice): Promise<number> => (await bring(choice, 'POST /v1/confirm', {})).status
