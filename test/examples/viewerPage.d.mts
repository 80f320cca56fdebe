export function countPixels(place: readonly [node: string, zone: string]): number
export function overlaps(): string[]
export function excessWidth(): number
export function ledger(): { born: number; here: number; onTheWay: number; inDoubt: number; lost: number }
