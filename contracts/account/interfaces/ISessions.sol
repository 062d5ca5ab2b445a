// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "./IIntents.sol";

/// @notice What a session key may sign for an account, instead of the account.
/// @param key secp256k1: the key's address. P-256: the low 160 bits of keccak256(x, y).
/// @param kind 0 secp256k1, 1 P-256 over the SHA-256 of the digest, as browsers sign.
/// @param expiry Last second (unix) at which it signs; at most 90 days ahead.
/// @param window Length in seconds of the time that `windowLimit` is for; a window begins with the first use after the last one ended.
/// @param windowLimit Money (6 decimals) in one window.
/// @param totalLimit Money (6 decimals) in the session's life.
/// @param targets Contracts, and in the same place of `selectors` the function there that the key may sign; 1 to 16.
/// @param recipients Who may receive besides the account itself; up to 8.
/// @param series The only series whose units it may touch; empty for any, up to 16.
struct Session {
    address key;
    uint8 kind;
    uint48 expiry;
    uint32 window;
    uint64 windowLimit;
    uint64 totalLimit;
    address[] targets;
    bytes4[] selectors;
    address[] recipients;
    uint32[] series;
}

/// @notice What is left of a session.
/// @param isLive Registered, neither revoked nor ended nor expired.
/// @param windowEndsAt First second of which the window's use no longer counts.
struct SessionState {
    bool isLive;
    uint8 kind;
    uint48 expiry;
    uint32 window;
    uint64 windowLimit;
    uint64 totalLimit;
    uint64 spent;
    uint64 spentInWindow;
    uint48 windowEndsAt;
}

/// @title Sessions
/// @notice Keys that sign intents for an account within a scope, a limit and a time, on this chain.
///
/// A session's signature is: the first 20 bytes of keccak256("genex.session"), then r, s, v (secp256k1) or r, s, x, y (P-256), over the
/// intent's own digest. The contract that acts hands it here with the call that it is about to carry out, says what that call spends, and
/// the use is counted where the action happens: a failed action counts nothing.
interface ISessions {
    /// @notice A session key signs from now on; an earlier session of the same key has ended.
    /// @param number Sessions of the account so far, this one included.
    event SessionRegistered(address indexed account, address indexed key, uint32 number, Session session);

    /// @notice The session key signs no longer.
    event SessionRevoked(address indexed account, address indexed key);

    /// @notice All sessions up to this number have ended: by the account's wish, or because a passkey was removed, rotated or recovered.
    event SessionsEnded(address indexed account, uint32 number);

    /// @notice A session key signed what was carried out.
    event SessionUsed(
        address indexed account,
        address indexed key,
        address target,
        bytes4 selector,
        uint64 amount,
        uint64 spent,
        uint64 spentInWindow,
        uint48 windowEndsAt
    );

    /// @notice The signature has not the form of a session's, or is none.
    error Sessions_BadSignature(address account);
    /// @notice The key has no session of the account: never, revoked, ended, or of another kind.
    error Sessions_Unknown(address account, address key);
    /// @notice The session is over.
    error Sessions_Expired(address key, uint48 expiry, uint256 now_);
    /// @notice The session does not name this function of this contract.
    error Sessions_OutOfScope(address key, address target, bytes4 selector);
    /// @notice The session does not name this series.
    error Sessions_SeriesOutOfScope(address key, uint32 series);
    /// @notice The session does not name this recipient.
    error Sessions_RecipientOutOfScope(address key, address recipient);
    /// @notice Above what is left of the session's limit.
    error Sessions_TotalLimit(address key, uint64 left, uint64 amount);
    /// @notice Above what is left of the window's limit.
    error Sessions_WindowLimit(address key, uint64 left, uint64 amount);
    /// @notice No session key ever signs this function, whatever its scope says.
    error Sessions_NotOpen(bytes4 selector);
    /// @notice The key is nobody's, the account's own, or of an unknown kind.
    error Sessions_BadKey(address key, uint8 kind);
    /// @notice A session ends between now and `latest`.
    error Sessions_BadExpiry(uint48 expiry, uint256 latest);
    /// @notice A window has at least one second.
    error Sessions_BadWindow();
    /// @notice Targets and selectors are as many, none is missing, or one of the lists is too long.
    error Sessions_BadScope(uint256 targets, uint256 selectors, uint256 recipients, uint256 series);

    // ----------------------------------------------------------------------------------------------------------------- account

    /// @notice Registers a session key. Signed by the account itself, never by a session key.
    function registerSessionBySig(Session calldata session, IntentAuth calldata auth) external;

    /// @notice Ends the caller's session of a key at once.
    function revokeSession(address key) external;

    /// @notice Ends the session of a key at once, with all it signed that is not carried yet.
    function revokeSessionBySig(address key, IntentAuth calldata auth) external;

    /// @notice Ends all sessions of the account at once.
    function endSessionsBySig(IntentAuth calldata auth) external;

    // ----------------------------------------------------------------------------------------------------- contracts with intents

    /// @notice Reverts unless a session key of `account` signed `digest` and its scope and limits allow `call` to the caller; counts it.
    /// @dev The caller vouches that `call` is what it carries out and `digest` its hash; a contract that no session names gets nothing.
    function useSession(address account, bytes32 digest, bytes calldata signature, bytes calldata call) external;

    // ------------------------------------------------------------------------------------------------------------------- views

    /// @notice What is left of the session of a key; all zero when there is none.
    function sessionOf(address account, address key) external view returns (SessionState memory);

    /// @notice Whether the live session of a key names this function of this contract.
    function isInScope(address account, address key, address target, bytes4 selector) external view returns (bool);
}
