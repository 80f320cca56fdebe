/**
 * Characters that would act on a terminal or hide what a line says: controls, line separators, direction
 * marks, invisible characters and half surrogate pairs. Each is shown as an escape instead.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu

/** The text with every unprintable character escaped; it then stays on its line. */
export function printable(text: string): string {
  return text.replace(unprintable, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u
const combining = /^[\p{Mn}\p{Me}]$/u

/** Terminal columns of one printable character (one code point). */
export function columnsOf(character: string): number {
  if (character < '\u0300') return 1
  if (combining.test(character)) return 0
  return wide.test(character) ? 2 : 1
}
