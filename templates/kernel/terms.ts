import { TERMS } from './sample-cluster.ts'
import { readAscii, writeAscii } from './wire-ascii.ts'

/** In HELLO, behind the identity: the hashes of so many terms, 0 where there are fewer. */
export const TERM_HASH_WORDS = 128
/** In REFUSAL, behind the identity: the place of the first term that differs, and how it reads there. */
export const DIFFERENCE_WORDS = 65
const TERM_BYTES = 256
const HAS_YOURS = 1 << 16

/** The first term on which two nodes do not agree, as one of them says. */
export interface TermDifference {
  /** From 1 on; 0 when none is told. */
  readonly place: number
  /** Whoever says so has the other one's term of this place in another place. */
  readonly hasOurs: boolean
  /** Empty when it has no term in this place. */
  readonly theirs: string
}

export const NO_DIFFERENCE: TermDifference = { place: 0, hasOurs: false, theirs: '' }

export function writeTermHashes(words: Int32Array, at: number): void {
  for (let index = 0; index < TERM_HASH_WORDS; index++) words[at + index] = TERMS[index]?.hash ?? 0
}

/** The place, from 1 on, of the first term with another hash there; 0 when all that are told are the same. */
export function findDifference(hashes: Int32Array): number {
  return 1 + hashes.findIndex((hash, index) => hash !== (TERMS[index]?.hash ?? 0))
}

/** Answers the hashes of another node with how the first term that differs reads here. */
export function writeDifference(words: Int32Array, at: number, hashes: Int32Array): void {
  words.fill(0, at, at + DIFFERENCE_WORDS)
  const place = findDifference(hashes)
  if (place === 0) return
  const hasTheirs = TERMS.some(({ hash }) => hash === hashes[place - 1])
  words[at] = place | (hasTheirs ? HAS_YOURS : 0)
  writeAscii(words, at + 1, termText(place))
}

/** Reads what another node answers; nothing of it is trusted. */
export function readDifference(words: Int32Array, at: number): TermDifference {
  const head = words[at]!
  const theirs = readAscii(words, at + 1, TERM_BYTES)
  return { place: head & 0xffff, hasOurs: (head & HAS_YOURS) !== 0, theirs }
}

/** How a term reads here; empty where there is none. */
export function termText(place: number): string {
  return TERMS[place - 1]?.text ?? ''
}

/** What is here and what is there, for people. */
export function differenceText({ place, hasOurs, theirs }: TermDifference): string {
  const ours = termText(place)
  const here = ours.split('; ')
  const there = theirs.split('; ')
  if (ours === theirs) return `${here[0]}, further on than is told`
  if (here[0] === there[0]) {
    const part = here.findIndex((text, index) => text !== there[index])
    const at = part < 0 ? here.length : part
    return `${here[0]}: here ${here[at] ?? 'nothing more'}, there ${there[at] ?? 'nothing more'}`
  }
  const hasTheirs = theirs === '' || TERMS.some(({ text }) => text === theirs)
  if (hasTheirs && !hasOurs && ours !== '') return `${here[0]} is only here`
  if ((hasOurs || ours === '') && !hasTheirs) return `${there[0]} is only there`
  return `here ${here[0]}, there ${there[0]}`
}
