// Three miniplex worlds on three threads hand entities to each other. At the end each has to be in one place, with its gold.
import { runZones } from '../common/runZones.js'
import * as module from './arena-miniplex.gen.js'

await runZones({
  module,
  zone: new URL('zone.js', import.meta.url),
  memoryName: 'arenaMiniplexMemory',
  importAgain: () => import('./arena-miniplex.gen.js?drain'),
})
