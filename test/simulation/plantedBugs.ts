import type { Change } from './moduleFactory.ts'

/** A rule of the protocol that is broken on purpose: the simulator has to find out. */
export interface PlantedBug {
  readonly name: string
  readonly change: Change
}

export const plantedBugs: readonly PlantedBug[] = []
