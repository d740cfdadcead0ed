// `electron` as it is now, over Electron 22. It is bundled into the main process in the module's place.
const electron = require('electron');
const { app, session, utilityProcess: utility } = electron;

/** `protocol.handle`, since 25. */
function handle(scheme, handler) {
  this.registerBufferProtocol(scheme, (request, answer) => {
    Promise.resolve(handler({ url: request.url, method: request.method })).then(
      ({ status, headers, body }) =>
        answer({
          statusCode: status,
          headers: { ...headers },
          mimeType: (headers['content-type'] ?? 'text/plain').split(';')[0],
          charset: 'utf-8',
          data: Buffer.from(body ?? []),
        }),
      (error) => {
        console.error('protocol.handle', error);
        answer({ error: -2 });
      },
    );
  });
}
const handles = ({ protocol }) => {
  protocol.handle ??= handle;
};
app.on('session-created', handles);
void app.whenReady().then(() => handles(session.defaultSession));

/** Modules in a utility process, since 28: the same program as CommonJS. */
const utilityProcess = {
  fork: (program, ...rest) => utility.fork(program.replace(/\.mjs$/, '.cjs'), ...rest),
};

/** `event.url` of `will-navigate` and `will-redirect`, since 25. */
app.on('web-contents-created', (_, contents) => {
  for (const name of ['will-navigate', 'will-redirect'])
    contents.on(name, (event, url) => {
      event.url ??= url;
    });
});

export const { BrowserWindow, Menu, dialog, shell, protocol, ipcMain, MessageChannelMain } = electron;
export { app, session, utilityProcess };
