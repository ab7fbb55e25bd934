// The longest row of items, in their order, whose keys only rise.
export function longestRising(items, keyOf) {
  const ends = []; // the item that ends the best row of each length
  const before = new Map();
  for (const item of items) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keyOf(ends[middle]) < keyOf(item)) low = middle + 1;
      else high = middle;
    }
    before.set(item, ends[low - 1]);
    ends[low] = item;
  }
  const row = [];
  for (let item = ends.at(-1); item; item = before.get(item)) row.unshift(item);
  return row;
}
