/** Serves the built pages under `app://layerloom/`, with the same types and policy as the web host. */
import { protocol, type Session } from 'electron';
import { contentSecurityPolicy, SAFE_HEADERS } from '../host/web/headers.ts';
import { readPage } from '../host/web/pages.ts';
import { isOurs, SCHEME } from './address.ts';

/** Before the app is ready. */
export function claimScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export function servePages(session: Session, folder: string): void {
  session.protocol.handle(SCHEME, (request) => answer(request, folder));
}

async function answer({ url, method }: Request, folder: string): Promise<Response> {
  const headers = { ...SAFE_HEADERS, 'content-security-policy': contentSecurityPolicy([]) };
  if (!isOurs(url) || method !== 'GET') return new Response(null, { status: 403, headers });
  const page = await readPage(folder, new URL(url).pathname.slice(1));
  if (!page) return new Response(null, { status: 404, headers });
  return new Response(page.body, { headers: { ...headers, 'content-type': page.type, 'cache-control': 'no-cache' } });
}
