/** What every JavaScript host has but the language's own library does not declare. */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
declare class URL {
  constructor(url: string, base?: string);
  href: string;
  protocol: string;
  search: string;
  hash: string;
}
declare function setTimeout(run: () => void, milliseconds: number): unknown;
