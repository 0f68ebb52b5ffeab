const numbers = new WeakMap<object, number>();
let next = 1;

/**
 * A number for an object that is never changed in place: what a query of a long definition is known by. A key of the
 * definition itself would be written out and sorted at every drawing, at every key that is pressed.
 */
export function identityOf(thing: object): number {
  const known = numbers.get(thing);
  if (known !== undefined) return known;
  numbers.set(thing, next);
  next += 1;
  return next - 1;
}
