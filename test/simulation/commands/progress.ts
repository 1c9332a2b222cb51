/** A line that says how far one is: written over in a terminal, now and then elsewhere. */
export function progress(total: number, what: string): (done: number, note?: string) => void {
  const begun = performance.now();
  let lastAt = 0;
  return (done, note = '') => {
    const now = performance.now();
    const often = process.stderr.isTTY ? 200 : 10_000;
    if (done < total && now - lastAt < often) return;
    lastAt = now;
    const seconds = ((now - begun) / 1000).toFixed(0);
    process.stderr.write(
      `${process.stderr.isTTY ? '\r\u001b[K' : ''}${done} of ${total} ${what}, ${seconds} s ${note}`,
    );
    if (!process.stderr.isTTY || done === total) process.stderr.write('\n');
  };
}
