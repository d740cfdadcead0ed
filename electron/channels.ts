/** What the preload asks the main process for, and what it hears. */
export const CONNECT = 'host.connect';
export const PORT = 'host.port';
/** The host that its port led to is gone. */
export const LOST = 'host.lost';
/** The window is about to close: the page hands over what is not safe yet, and says that it has. */
export const CLOSING = 'shell.closing';
export const SETTLED = 'shell.settled';
/** The page says which language it is in. */
export const LANGUAGE = 'shell.language';
/** The page says which keys a person gave to commands. */
export const KEYS = 'shell.keys';
