// How long do the connections of many users last? Usage: crowd <url> <users> <milliseconds between the requests of each> <milliseconds until one counts as lost>
import { Agent, get } from 'node:http'

const [url = '', users, everyMs, timeoutMs] = process.argv.slice(2)

const say = (user: number, what: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify({ at: Date.now(), user, ...what })}\n`)
}

/** A user keeps one connection, asks over it again and again, and is gone for good when it ends. */
const come = (user: number): void => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let came = false
  const leave = (why: string): void => {
    say(user, { lost: why })
    clearInterval(asking)
    agent.destroy()
  }
  const ask = (): void => {
    let failed = false
    const fail = (why: string): void => {
      if (!failed) leave(why)
      failed = true
      request.destroy()
    }
    const request = get(url, { agent }, (response) => {
      came = true
      say(user, { port: response.socket.localPort, balancer: response.headers['x-balancer'] })
      response.resume()
    })
    request.setTimeout(Number(timeoutMs), () => fail('timeout'))
    request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
    request.on('socket', () => {
      if (came && !request.reusedSocket) fail('closed')
    })
  }
  const asking = setInterval(ask, Number(everyMs))
  ask()
}

// They come one after the other, within the time between two requests.
for (let user = 0; user < Number(users); user++) setTimeout(() => come(user), (user * Number(everyMs)) / Number(users))
