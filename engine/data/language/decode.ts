/** Bytes of a text file as text: what encoding they are in is found, unless a person says it. */
import { choice } from '../../settings.ts';

export const ENCODINGS = [
  ...(['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-2', 'windows-1251'] as const),
  ...(['gb18030', 'big5', 'shift_jis', 'euc-kr'] as const),
] as const;
export type TextEncoding = (typeof ENCODINGS)[number];

export const encoding = choice(ENCODINGS, {
  label: 'Encoding',
  default: 'auto',
  doc: 'How letters are written as bytes. Found: UTF-8, UTF-16, and else Windows’ Latin letters, which is told.',
  names: {
    auto: 'As found',
    'utf-8': 'UTF-8',
    'utf-16le': 'UTF-16 LE',
    'utf-16be': 'UTF-16 BE',
    'windows-1252': 'Windows-1252',
    'iso-8859-2': 'ISO 8859-2',
    'windows-1251': 'Windows-1251',
    gb18030: 'GB 18030',
    big5: 'Big5',
    shift_jis: 'Shift JIS',
    'euc-kr': 'EUC-KR',
  },
});

export interface Decoded {
  readonly text: string;
  readonly encoding: Exclude<TextEncoding, 'auto'>;
  /** Signs that stand for bytes which mean nothing in it. */
  readonly lost: number;
}

const LOST = '\uFFFD';

export function decodeText(bytes: Uint8Array, wanted: TextEncoding = 'auto'): Decoded {
  const encoding = wanted === 'auto' ? found(bytes) : wanted;
  const text = new TextDecoder(encoding).decode(bytes).replaceAll('\r\n', '\n');
  return { text, encoding, lost: wanted === 'auto' ? 0 : text.split(LOST).length - 1 };
}

/** By its byte-order mark, by zeros in every second byte, or by what is not UTF-8; Windows' Latin letters are the last guess. */
function found(bytes: Uint8Array): Decoded['encoding'] {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length >= 2 && (first === 0) !== (second === 0)) return first === 0 ? 'utf-16be' : 'utf-16le';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
