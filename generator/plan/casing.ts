/** `position` -> `Position`. */
export function pascal(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1)
}

/** `Position` -> `position`; `AIState` -> `aIState`: only the first letter, so that the way back is plain. */
export function camel(name: string): string {
  return name[0]!.toLowerCase() + name.slice(1)
}

/** `arena-north` -> `arenaNorth`. */
export function camelFromKebab(name: string): string {
  return camel(name.replace(/-([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase()))
}
