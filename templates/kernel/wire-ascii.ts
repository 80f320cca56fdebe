/** Writes ASCII text into words that are zero. */
export function writeAscii(words: Int32Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++)
    words[at + (index >> 2)]! |= text.charCodeAt(index) << ((index & 3) * 8)
}

/** Reads text of at most so many bytes that somebody else has written. */
export function readAscii(words: Int32Array, at: number, byteLength: number): string {
  let text = ''
  for (let index = 0; index < byteLength; index++) {
    const code = (words[at + (index >> 2)]! >>> ((index & 3) * 8)) & 0xff
    if (code === 0) break
    // It ends up in messages for people: printable characters only.
    text += code < 0x20 || code > 0x7e ? '?' : String.fromCharCode(code)
  }
  return text
}
