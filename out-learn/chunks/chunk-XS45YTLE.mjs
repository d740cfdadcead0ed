import {
  homePath
} from "./chunk-LDU5DWPN.mjs";

// engine/node/tfjs/addon.ts
import { mkdir, mkdtemp, readdir, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
var ADDON = "tfjs-node";
var WHEELS = {
  "linux-x64": { package: "tensorflow-cpu", version: "2.21.0", platform: "manylinux_2_27_x86_64", sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c", bytes: 273829956 },
  "linux-arm64": { package: "tensorflow", version: "2.21.0", platform: "manylinux_2_27_aarch64", sha256: "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c", bytes: 281828020 },
  "darwin-arm64": { package: "tensorflow", version: "2.21.0", platform: "macosx_12_0_arm64", sha256: "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88", bytes: 223405849 },
  // TensorFlow's last version for Intel processors
  "darwin-x64": { package: "tensorflow-cpu", version: "2.16.2", platform: "macosx_10_15_x86_64", sha256: "62e1f998e6a1ca8e6ca96087e623b9ce2e0587d5f7b72ae90b03cdf2e82013c6", bytes: 259588105 }
};
var LIBRARIES = process.platform === "darwin" ? ["libtensorflow_framework.2.dylib", "libtensorflow_cc.2.dylib"] : ["libtensorflow_framework.so.2", "libtensorflow_cc.so.2"];
var wheelHere = () => WHEELS[`${process.platform}-${process.arch}`];
var folderOf = (wheel) => homePath("addons", ADDON, wheel.version);
async function installedAddon() {
  const wheel = wheelHere();
  if (!wheel) return void 0;
  const folder = folderOf(wheel);
  const found = await Promise.all(LIBRARIES.map((library) => stat(path.join(folder, library)).catch(() => void 0)));
  return found.every((library) => library?.isFile()) ? { version: wheel.version, folder } : void 0;
}
function addonReason() {
  if (process.platform === "win32") return "TensorFlow publishes no library for Windows that works without Python; WebAssembly is used there";
  if (!wheelHere()) return `TensorFlow publishes no library for ${process.platform} on ${process.arch}; WebAssembly is used there`;
  return `the add-on ${ADDON} is not installed: run "loom engines add ${ADDON}"`;
}

export {
  LIBRARIES,
  installedAddon,
  addonReason
};
//# sourceMappingURL=chunk-XS45YTLE.mjs.map
