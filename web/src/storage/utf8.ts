// UTF-8, without copying texts.

/** The number of bytes of a text in UTF-8. A lone surrogate counts as U+FFFD, which encoders write for it. */
export function bytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
    } else {
      bytes += 2;
      // A pair of surrogates is four bytes, and two units.
      if (isHigh(unit) && isLow(text.charCodeAt(index + 1))) index++;
    }
  }
  return bytes;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
