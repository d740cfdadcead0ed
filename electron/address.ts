/** The pages' own address. A scheme of our own, not file://, gives them an origin, so that workers, modules and the policy work. */
export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://layerloom`;
export const PAGE = `${ORIGIN}/index.html`;

/** Whether an address is one of our pages. */
export function isOurs(address: string): boolean {
  try {
    const { protocol, host } = new URL(address);
    return protocol === `${SCHEME}:` && host === 'layerloom';
  } catch {
    return false;
  }
}
