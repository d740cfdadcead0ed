/** What every JavaScript host has but the language's own library does not declare. */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(encoding?: string, options?: { readonly fatal?: boolean });
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}
declare class CompressionStream {
  constructor(format: 'gzip');
  readonly readable: { getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }> } };
  readonly writable: {
    getWriter(): { write(bytes: Uint8Array<ArrayBuffer>): Promise<void>; close(): Promise<void> };
  };
}
declare class URL {
  constructor(url: string, base?: string);
  href: string;
  protocol: string;
  search: string;
  hash: string;
}
declare const console: { error(...what: unknown[]): void };
declare const performance: { now(): number };
declare function atob(text: string): string;
declare function btoa(binary: string): string;
declare function clearTimeout(timer: unknown): void;
declare function setTimeout(run: () => void, milliseconds: number): unknown;
declare const crypto: {
  getRandomValues(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  readonly subtle: { digest(algorithm: 'SHA-256', bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> };
};
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly signal?: AbortSignal }): void;
}
declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

/** The fast Fourier transform of sizes that are powers of two; complex numbers lie as pairs. */
declare module 'fft.js' {
  export default class FFT {
    constructor(size: number);
    createComplexArray(): number[];
    /** The first half of the spectrum of real numbers. */
    realTransform(out: number[], input: readonly number[]): void;
  }
}
