import { guardedBy } from '../../engine/files/locks.ts';
import { Library } from '../library.ts';
import type { Calls, HostContext } from './define.ts';

/** Every window learns of a change that one has made. */
export function libraryCalls({ platform: { machine, home }, announce }: HostContext): Calls<'library'> {
  const { files } = machine;
  const library = new Library(files, files.paths.join(home, 'library'), guardedBy(machine.locks));
  return {
    'library.list': () => library.list(),
    async 'library.save'({ name, text, replaces }) {
      const saved = await library.save(name, text, replaces);
      announce('library.changed', null);
      return saved;
    },
    async 'library.remove'({ file }) {
      await library.remove(file);
      announce('library.changed', null);
      return null;
    },
  };
}
