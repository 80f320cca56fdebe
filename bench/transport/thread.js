// The receiving end of a subject whose two ends are threads of one process.

import { parentPort, workerData } from 'node:worker_threads'
import { channelOf, startReceiver } from './receiving.js'

const { options } = workerData
await startReceiver(await import(options.file), options, channelOf(parentPort))
