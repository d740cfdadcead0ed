/** The desktop program as it is packed, around that old Electron: the product's own configuration, but for what the version lacks. */
import path from 'node:path';
import builder, { type Configuration } from 'electron-builder';
import { configFor } from '../../build/electron-builder.mjs';
import { root } from '../../build/install.mjs';
import { FOLDER } from './electron.ts';
import { linkApp, STAGE } from './stage.ts';

/** Packs what was staged into a folder; gives the program in it. */
export async function pack(output: string): Promise<string> {
  const { electronFuses, files, ...config } = configFor('linux', { electron: FOLDER, output });
  const { grantFileProtocolExtraPrivileges: _, ...fuses } = electronFuses;
  linkApp(null);
  try {
    await builder.build({
      projectDir: root,
      targets: builder.Platform.LINUX.createTarget('dir', builder.Arch.x64),
      publish: 'never',
      config: {
        ...config,
        electronVersion: path.basename(FOLDER),
        // Playwright reaches the main process as a debugger does
        electronFuses: { ...fuses, enableNodeCliInspectArguments: true },
        extraMetadata: { main: 'out/electron.cjs' },
        files: [
          { from: path.relative(root, path.join(STAGE, 'out')), to: 'out', filter: ['**/*', '!**/*.map'] },
          ...files.filter((pattern) => pattern !== 'out/**'),
        ],
        // the notices are those of the product's own build
        extraFiles: [],
        // its Node reads no modules from an archive
        asarUnpack: ['**'],
      } as Configuration,
    });
  } finally {
    linkApp();
  }
  return path.join(output, 'linux-unpacked', 'layerloom');
}
