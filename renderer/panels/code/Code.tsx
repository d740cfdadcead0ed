/** The network as code, as it stands: every edit shows at once. */
import { verbatim } from '../../../engine/phrases.ts';
import { Copy, Download } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { titledOptions } from '../../../engine/texts/definitions.ts';
import { t } from '../../../engine/texts/index.ts';
import type { ExportTarget } from '../../../engine/targets/define.ts';
import { EXPORT_TARGETS, exportTargetOf } from '../../../engine/targets/index.ts';
import { perform } from '../../actions/commands/registry.ts';
import { selectedKeys, selectOfLine } from '../../actions/codeLines.ts';
import { copyCode } from '../../actions/export.ts';
import { type CodeFile, type CodeProject, projectOf } from '../../state/document/code.ts';
import { attempt } from '../../state/notices.ts';
import { useActive, useDocument } from '../../state/document/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { ProblemRow } from '../common/ProblemRow.tsx';
import styles from './Code.module.css';

const CodeView = lazy(() => import('../../code/CodeView.tsx'));
const ICON = { size: 14, strokeWidth: 1.5 } as const;
const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  json: 'typescript',
  md: 'markdown',
  py: 'python',
};

/** What the document is shown as, and which file of that; the tools beside the tabs copy it. */
const chosen = createStore<{ readonly target: ExportTarget; readonly file: string }>(() => ({
  target: EXPORT_TARGETS[0]!,
  file: EXPORT_TARGETS[0]!.mainFile,
}));

/** The model first, then the rest of the sources, then what stands around them. */
function inOrder(files: readonly string[], mainFile: string): readonly string[] {
  const folder = mainFile.slice(0, mainFile.lastIndexOf('/') + 1);
  const rank = (file: string): number => (file === mainFile ? 0 : file.startsWith(folder) ? 1 : 2);
  return files.toSorted((a, b) => rank(a) - rank(b));
}

export function Code() {
  const document = useDocument();
  const keys = useActive((open) => [...selectedKeys(open)].sort().join('\n'));
  const { target, file } = useStore(chosen);
  if (!document) return null;
  const project = projectOf(document, target);
  if ('problems' in project)
    return (
      <div className={styles.problems}>
        <p>{t('code.mend', 'The code appears as soon as this is mended:')}</p>
        <ul>
          {project.problems.map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name, and their order is theirs
            <ProblemRow key={i} problem={one} />
          ))}
        </ul>
      </div>
    );
  const shown = project.names.includes(file) ? file : target.mainFile;
  return (
    <div className={styles.panel}>
      <nav className={styles.files} aria-label={t('code.files', 'Files of the project')}>
        {inOrder(project.names, target.mainFile).map((name) => (
          <button
            key={name}
            type="button"
            aria-current={name === shown}
            onClick={() => chosen.setState({ file: name })}
          >
            {name}
          </button>
        ))}
      </nav>
      <div className={styles.view}>
        <Text project={project} name={shown} wanted={new Set(keys?.split('\n'))} />
      </div>
    </div>
  );
}

/** The lines about what is `wanted` are marked. Until a file is written the one before it stays. */
function Text({
  project,
  name,
  wanted,
}: {
  readonly project: CodeProject;
  readonly name: string;
  readonly wanted: ReadonlySet<string>;
}) {
  const [written, setWritten] = useState<CodeFile>();
  useEffect(() => {
    let isWanted = true;
    void project.read(name).then((one) => isWanted && setWritten(one));
    return () => {
      isWanted = false;
    };
  }, [project, name]);
  const wait = <p className={styles.wait}>{t('code.loading', 'Loading the code view…')}</p>;
  if (!written) return wait;
  const { file, text, lines } = written;
  const marked = lines.flatMap((about, i) => (about.some((key) => wanted.has(key)) ? [i + 1] : []));
  return (
    <Suspense fallback={wait}>
      <CodeView
        text={text}
        language={LANGUAGES[file.split('.').at(-1)!] ?? 'plaintext'}
        label={t('code.readOnly', '{{file}}, read-only', { file: verbatim(file) })}
        marked={marked}
        onLine={(line) => selectOfLine(lines[line - 1] ?? [])}
      />
    </Suspense>
  );
}

function copy(): Promise<void> {
  const { target, file } = chosen.getState();
  return copyCode(target, file);
}

export function CodeTools() {
  const target = useStore(chosen, (state) => state.target);
  return (
    <div className={styles.tools}>
      {EXPORT_TARGETS.length > 1 && (
        <Select
          label={t('export.target', 'Target')}
          value={target.id}
          options={titledOptions('targets', EXPORT_TARGETS)}
          onChange={(id) => chosen.setState({ target: exportTargetOf(id)! })}
        />
      )}
      <Button look="quiet" icon={<Copy {...ICON} />} onClick={() => void attempt(copy)}>
        {t('code.copy', 'Copy')}
      </Button>
      <Button look="quiet" icon={<Download {...ICON} />} onClick={() => perform('train.export')}>
        {t('code.export', 'Export…')}
      </Button>
    </div>
  );
}
