export const Happened: {
  readonly born: number
  readonly sent: number
  readonly kept: number
  readonly arrived: number
  readonly returned: number
  readonly doubted: number
}
export const RECORD_WORDS: number
export class Journal {
  constructor(path: string)
  add(...record: number[]): void
  flush(): void
}
