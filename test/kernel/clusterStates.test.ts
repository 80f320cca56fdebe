import { describe, expect, it } from 'vitest'
import {
  type ClusterState,
  isClusterStep,
  isPeerStep,
  type PeerState,
} from '../../templates/kernel/cluster-states.ts'

const clusterStates: ClusterState[] = [
  'initializing',
  'joining',
  'active',
  'partitioned',
  'leaving',
  'stopped',
]
const peerStates: PeerState[] = ['disconnected', 'connecting', 'connected', 'failed']

function reachable<State>(start: State, all: State[], isStep: (from: State, to: State) => boolean): State[] {
  const found = [start]
  for (const state of found) found.push(...all.filter((next) => isStep(state, next) && !found.includes(next)))
  return found
}

describe('states of a node', () => {
  it('are all reachable, and every one that has joined leaves before it stops', () => {
    expect(reachable('initializing', clusterStates, isClusterStep).sort()).toEqual([...clusterStates].sort())
    expect(clusterStates.filter((state) => isClusterStep(state, 'stopped'))).toEqual([
      'initializing',
      'leaving',
    ])
    expect(clusterStates.filter((state) => isClusterStep('stopped', state))).toEqual([])
    expect(clusterStates.filter((state) => isClusterStep(state, 'initializing'))).toEqual([])
  })

  it('never step to themselves', () => {
    expect(clusterStates.filter((state) => isClusterStep(state, state))).toEqual([])
    expect(peerStates.filter((state) => isPeerStep(state, state))).toEqual([])
  })
})

describe('states of a peer', () => {
  it('are reachable from one another: a peer may always come back', () => {
    for (const state of peerStates)
      expect(reachable(state, peerStates, isPeerStep).sort()).toEqual([...peerStates].sort())
  })

  it('lead from every other one to connected and to disconnected', () => {
    for (const end of ['connected', 'disconnected'] as const)
      for (const state of peerStates.filter((state) => state !== end))
        expect(isPeerStep(state, end)).toBe(true)
  })
})
