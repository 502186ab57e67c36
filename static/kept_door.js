// A visitor's own points stay with the page, which hands them back to a session that has lost them.
// What does so is fetched with the first points of one's own.

import { fetched } from "./fetched.js"
import { recalled, remember } from "./memory.js"

export class KeptDoor {
  /** @param {(sentence: string) => void} say */
  constructor(say) { this.say = say }

  /** Own points are on the screen. */
  async keep(message) { (await this.#part())?.keep(message) }

  /**
   * Hand points back to the session.
   * @param {string} key
   * @param {(message: object) => void} send
   * @returns {Promise<?string>} their key in the session; null if they are not here either
   */
  async handBack(key, send) { return (await this.#part())?.handBack(key, send) ?? null }

  /** Return whether an answer was about points that are being handed back. */
  receive(message) { return this.part?.receive(message) ?? false }

  async #part() {
    const made = await fetched("kept", this.say)
    if (made) this.part ??= new made.Kept({ recalled, remember })
    return this.part
  }
}
