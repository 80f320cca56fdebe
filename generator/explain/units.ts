/** `12,345`. Not by `toLocaleString`: loading the languages takes longer than planning a schema. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 byte`, `509,312 bytes`. */
export function exactBytes(value: number): string {
  return value === 1 ? '1 byte' : `${count(value)} bytes`
}

/** `512 bytes`, or with the unit that people think in: `509,312 bytes (497.4 KiB)`. */
export function bytes(value: number): string {
  const exact = exactBytes(value)
  if (value < 1024) return exact
  const isSmall = value < 1024 ** 2
  const scaled = value / (isSmall ? 1024 : 1024 ** 2)
  const [whole, tenths] = scaled.toFixed(1).split('.')
  const rounded = count(Number(whole)) + (tenths === '0' ? '' : `.${tenths}`)
  return `${exact} (${rounded} ${isSmall ? 'KiB' : 'MiB'})`
}

export function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`
}
