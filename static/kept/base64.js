// Bytes as text, and back.

// As many as become text at once.
const AT_ONCE = 0x8000

export function base64(whole) {
  let text = ""
  for (let i = 0; i < whole.length; i += AT_ONCE) text += String.fromCharCode(...whole.subarray(i, i + AT_ONCE))
  return btoa(text)
}

export function bytes(text) { return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) }
