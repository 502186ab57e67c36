// Runs at a number of iterations a second, on the browser's own frames.

const EASY = 2

export class Player {
  /** @param {() => number} speed iterations a second; @param {(halfSteps: number) => boolean} advance whether it may go on */
  constructor(speed, advance) {
    this.speed = speed
    this.advance = advance
    this.frame = 0
  }

  get playing() { return this.frame !== 0 }

  /** At an easy pace each half is shown by itself: colours first, then ellipses. */
  get halves() { return this.speed() <= EASY ? 1 : 2 }

  /** Milliseconds from one state to the next. */
  get pause() { return (500 * this.halves) / this.speed() }

  start() {
    let due = performance.now()
    const tick = (now) => {
      let go = true
      if (now >= due) {
        go = this.advance(this.halves)
        // A hidden tab gets no frames; it goes on from where it was instead of catching up.
        due = Math.max(due + this.pause, now)
      }
      if (go && this.frame !== 0) this.frame = requestAnimationFrame(tick)
      else this.frame = 0
    }
    this.frame = requestAnimationFrame(tick)
  }

  stop() {
    cancelAnimationFrame(this.frame)
    this.frame = 0
  }
}
