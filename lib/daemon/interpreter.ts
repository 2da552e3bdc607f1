// What does a configuration come to, found out beside the process that it is for?
import { parentPort, workerData } from 'node:worker_threads'
import packageJson from '../../package.json' with { type: 'json' }
import { interpret } from './configure.ts'

const { start, text } = workerData
parentPort?.postMessage({ version: packageJson.version, read: await interpret(start, text) })
