/** The process in which a device is tried: a driver that crashes takes nothing else along. Arguments: engine, device, threads. */
import { engineOf } from './engines.ts';
import { type SelfTest, selfTest } from './self-test.ts';
import { verbatim } from '../../phrases.ts';

const [engine, device, threads] = process.argv.slice(2);
let result: SelfTest;
try {
  result = await selfTest(engineOf(engine!), device!, Number(threads));
} catch (error) {
  // without the place in ONNX Runtime's sources and the condition there
  result = {
    passed: false,
    message: verbatim((error as Error).message.split('\n')[0]!.replace(/^.*\.cc:\d+ .* was false\. |\.$/g, '')),
  };
}
process.send!(result, undefined, undefined, () => process.exit());
