// How is the pipe to ExaBGP made so small that a few commands fill it?
import { execa } from 'execa'

/** What a narrowed pipe holds: one page. */
export const pipeBytes = 4096

/** Narrows the pipe on which a process writes (F_SETPIPE_SZ of fcntl(2)). */
export const narrow = async (pid: number): Promise<void> => {
  const script = `import fcntl, os; fcntl.fcntl(os.open('/proc/${pid}/fd/1', os.O_WRONLY | os.O_NONBLOCK), 1031, ${pipeBytes})`
  await execa('python3', ['-c', script])
}
