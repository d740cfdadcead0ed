/** How a camera was held: the tag "orientation" of PNG and WebP files. Of JPEG and TIFF files the reader of pictures knows it itself. */

/** From 1 (as it lies) to 8; undefined where the file does not say. CIPA DC-008. */
export function orientationOf(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  try {
    if (text(0, 4) === '\x89PNG') {
      for (let at = 8; ; at += 12 + view.getUint32(at)) {
        const kind = text(at + 4, 4);
        if (kind === 'eXIf') return tagOf(new DataView(view.buffer, view.byteOffset + at + 8, view.getUint32(at)));
        if (kind === 'IEND') return undefined;
      }
    }
    if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP')
      for (let at = 12; ; ) {
        const length = view.getUint32(at + 4, true);
        if (text(at, 4) === 'EXIF') {
          // some write the mark of JPEG files before it
          const mark = text(at + 8, 4) === 'Exif' ? 6 : 0;
          return tagOf(new DataView(view.buffer, view.byteOffset + at + 8 + mark, length - mark));
        }
        at += 8 + length + (length % 2);
      }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // it breaks off
  }
  return undefined;
}

/** Tag 274 of the first directory. */
function tagOf(view: DataView): number | undefined {
  const little = view.getUint16(0) === 0x4949;
  const start = view.getUint32(4, little);
  for (let entry = 0; entry < view.getUint16(start, little); entry++) {
    const at = start + 2 + 12 * entry;
    if (view.getUint16(at, little) !== 274) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
