import { z } from 'zod'
import { limits } from './limits.ts'
import { judged, type Refusal, refuse } from './refusal.ts'
import { quote } from './words.ts'

/** Names, IPv4 and IPv6 addresses (with a zone). Whether it resolves shows only where it is dialled. */
const pattern = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$|^(?=.*:.*:)[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?$/

function judgeHost(value: unknown): Refusal[] {
  if (typeof value !== 'string' || (value.length <= limits.hostCharacters && pattern.test(value))) return []
  return [
    refuse(
      'ECS205',
      `${quote(value)} is no host`,
      'write a name or an IP address, without a scheme or a port: "10.0.0.7"',
    ),
  ]
}

/** Where a node is reached. */
export const hostInput = judged(z.string(), judgeHost).meta({
  pattern: pattern.source,
  maxLength: limits.hostCharacters,
})
