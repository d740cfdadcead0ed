/** Numbers and bytes as text, to the bit, and back. */
const CHUNK = 0x8000;

export function base64OfBytes(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

/** Throws where the text is none of base64. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export const toBase64 = ({ buffer, byteOffset, byteLength }: Float64Array): string =>
  base64OfBytes(new Uint8Array(buffer, byteOffset, byteLength));

export const fromBase64 = (text: string): Float64Array => new Float64Array(bytesOfBase64(text).buffer);
