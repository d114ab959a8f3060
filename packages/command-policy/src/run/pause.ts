/** Whether something happens within so many milliseconds; returns as soon as it does. */
export async function happensWithin(ms: number, something: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([over, something.then(() => true)]);
  } finally {
    clearTimeout(timer);
  }
}
