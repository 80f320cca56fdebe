export function writeText(_text: string, _byte: number, _capacity: number): number {
  return 0
}
export function readText(_byte: number, _length: number): string {
  return ''
}
