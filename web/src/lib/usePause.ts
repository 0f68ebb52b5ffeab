import { useEffect, useState } from 'react';

/** `value` as it was when it last stood still for `milliseconds`: what to ask a server while someone types. */
export function usePause<Value>(value: Value, milliseconds: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
