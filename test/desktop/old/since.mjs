// What is younger than the core-js that is installed.
Promise.withResolvers ??= function () {
  let resolve;
  let reject;
  const promise = new this((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};

Map.groupBy ??= (items, key) => {
  const groups = new Map();
  let i = 0;
  for (const item of items) {
    const name = key(item, i++);
    if (groups.has(name)) groups.get(name).push(item);
    else groups.set(name, [item]);
  }
  return groups;
};

Object.groupBy ??= (items, key) => Object.assign(Object.create(null), Object.fromEntries(Map.groupBy(items, key)));
