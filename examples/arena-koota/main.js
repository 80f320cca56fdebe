// Three koota worlds on three threads hand entities to each other. At the end each has to be in one place, with its gold.
import { runZones } from '../common/runZones.js'
import * as module from './arena-koota.gen.js'

await runZones({
  module,
  zone: new URL('zone.js', import.meta.url),
  memoryName: 'arenaKootaMemory',
  importAgain: () => import('./arena-koota.gen.js?drain'),
})
