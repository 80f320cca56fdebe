import { writeSync } from 'node:fs'

/** What is printed cannot be written: a full disk, most often. */
export class PrintError extends Error {}

/** Writes to standard output at once, so that nothing is lost when the process ends. */
export function print(text: string): void {
  write(1, text.endsWith('\n') ? text : `${text}\n`)
}

export function printError(text: string): void {
  write(2, text.endsWith('\n') ? text : `${text}\n`)
}

function write(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; ) {
    try {
      start += writeSync(descriptor, bytes, start)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      // A pipe that is full for the moment, or one whose reader has left: `ecs-gen --stdout | head`.
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw new PrintError(`the output cannot be written: ${code}`)
    }
  }
}
