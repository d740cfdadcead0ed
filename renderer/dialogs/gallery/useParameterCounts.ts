import { useEffect, useState } from 'react';
import { checkGraph } from '../../../engine/passes/check.ts';
import { TEMPLATES } from '../../../templates/index.ts';

const counts = new Map<string, number>();

/** The parameters of every template with its defaults; counted one after the other while nothing else is to do, then kept. */
export function useParameterCounts(): ReadonlyMap<string, number> {
  const [, setCount] = useState(counts.size);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = () => {
      const template = TEMPLATES.find(({ id }) => !counts.has(id));
      if (!template) return;
      counts.set(template.id, checkGraph(template.make().graph).parameters);
      setCount(counts.size);
      timer = setTimeout(next, 16);
    };
    timer = setTimeout(next, 100);
    return () => clearTimeout(timer);
  }, []);
  return counts;
}
