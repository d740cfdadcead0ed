/** What the desktop shell's preload says to the page together with the port it asked for. */
export const PORT_MESSAGE = 'layerloom:port';
