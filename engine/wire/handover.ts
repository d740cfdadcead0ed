/** What the desktop shell's preload says to the page together with the port it asked for. */
export const PORT_MESSAGE = 'layerloom:port';
/** And what it says when the host at a port's other end is gone; the port itself may not know. */
export const LOST_MESSAGE = 'layerloom:lost';
