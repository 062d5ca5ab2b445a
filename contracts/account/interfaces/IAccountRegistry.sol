// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "./IIntents.sol";

/// @notice A passkey's public key: a point of P-256. Its id is keccak256(x, y).
struct Passkey {
    bytes32 x;
    bytes32 y;
}

/// @title Account registry
/// @notice Which passkeys speak for which account, on this chain. An account is born with one: its address is the counterfactual address
/// of the passkey account whose salt is that passkey's id, so nothing need be written before the account acts, receives or trades.
///
/// A passkey's signature is: this registry's address (20 bytes), x, y, assertion; the first 84 bytes are its ERC-7913 signer. The assertion
/// is packed: r, s, three numbers of 16 bits (where `"challenge":` and `"type":` stand in the client data, length of the authenticator
/// data), authenticator data, client data. Its challenge is the digest itself, user presence and verification are set, s is low.
interface IAccountRegistry {
    /// @notice A passkey speaks for the account from now on. The one that an account is born with is never announced.
    event PasskeyAdded(address indexed account, bytes32 indexed keyId, bytes32 x, bytes32 y, uint32 generation);

    /// @notice A passkey speaks for the account no longer, on any contract of this chain.
    event PasskeyRemoved(address indexed account, bytes32 indexed keyId, uint32 generation);

    /// @notice Who may ask for the account's recovery; address zero for nobody.
    event GuardianSet(address indexed account, address indexed guardian);

    /// @notice The guardian asks that a new passkey replace all others at `readyAt`.
    event RecoveryRequested(address indexed account, address indexed guardian, bytes32 indexed keyId, bytes32 x, bytes32 y, uint40 readyAt);

    /// @notice A running recovery has ended without effect.
    event RecoveryVetoed(address indexed account);

    /// @notice The requested passkey is the account's only one; all of earlier generations have lost.
    event RecoveryCompleted(address indexed account, bytes32 indexed keyId, uint32 generation);

    /// @notice The account's contract stands at its address.
    event AccountDeployed(address indexed account, bytes32 indexed keyId);

    /// @notice Passkeys are managed by passkeys: the signature is of another kind.
    error Accounts_NotByPasskey(address account);
    /// @notice The passkey does not sign for itself.
    error Accounts_BadPossession(bytes32 keyId);
    /// @notice The passkey speaks for the account already.
    error Accounts_KnownPasskey(address account, bytes32 keyId);
    /// @notice The passkey does not speak for the account.
    error Accounts_UnknownPasskey(address account, bytes32 keyId);
    /// @notice An account keeps at least one passkey.
    error Accounts_LastPasskey(address account);
    /// @notice An account has at most `max` passkeys.
    error Accounts_TooManyPasskeys(address account, uint256 max);
    /// @notice An account cannot be its own guardian.
    error Accounts_OwnGuardian(address account);
    /// @notice The signer is not the account's guardian.
    error Accounts_NotGuardian(address account, address signer);
    /// @notice No recovery is running.
    error Accounts_NoRecovery(address account);
    /// @notice The recovery can still be vetoed.
    error Accounts_RecoveryNotReady(uint40 readyAt, uint256 now_);
    /// @notice The recovery was not completed in time and must be asked for anew.
    error Accounts_RecoveryLapsed(uint256 lapsedAt, uint256 now_);

    // ----------------------------------------------------------------------------------------------------------------- account

    /// @notice Adds a passkey. Signed by a present passkey.
    /// @param possession The new passkey's assertion over the same digest, so that nobody locks himself out by a wrong number.
    function addPasskeyBySig(Passkey calldata key, bytes calldata possession, IntentAuth calldata auth) external;

    /// @notice Removes a passkey, also the one that the account was born with. Signed by a present passkey, which may be the removed one.
    function removePasskeyBySig(bytes32 keyId, IntentAuth calldata auth) external;

    /// @notice Replaces a passkey by another in one step. Signed by a present passkey.
    function rotatePasskeyBySig(bytes32 oldKeyId, Passkey calldata key, bytes calldata possession, IntentAuth calldata auth) external;

    /// @notice Names who may ask for recovery (a key, a Safe, another passkey account); ends a running recovery. Signed by a present passkey.
    function setGuardianBySig(address guardian, IntentAuth calldata auth) external;

    /// @notice Ends a running recovery. Signed by a present passkey.
    function vetoRecoveryBySig(IntentAuth calldata auth) external;

    // ---------------------------------------------------------------------------------------------------------------- guardian

    /// @notice Starts a recovery, or starts it anew with the full delay. Signed by the guardian, who is `auth.account`.
    /// @param recovered The account whose passkeys are to be replaced.
    /// @param possession The new passkey's assertion over the same digest.
    function requestRecoveryBySig(address recovered, Passkey calldata key, bytes calldata possession, IntentAuth calldata auth) external;

    // ------------------------------------------------------------------------------------------------------------------ anyone

    /// @notice Carries out a recovery that is ready.
    function completeRecovery(address account) external;

    /// @notice Puts the account's contract where its address is; does nothing when it stands there. It holds no state of its own, so it
    /// matters neither who deploys it nor when.
    /// @param keyId Id of the passkey that the account was born with.
    function deployAccount(bytes32 keyId) external returns (address account);

    // ------------------------------------------------------------------------------------------------------------------- views

    /// @notice The account that a passkey is born with.
    function accountOf(bytes32 keyId) external view returns (address);

    /// @notice Whether a passkey speaks for an account.
    function isPasskeyOf(address account, bytes32 keyId) external view returns (bool);

    /// @notice Whether a passkey that speaks for `account` signed `digest`; see the contract's notice for the signature's form.
    function isSignedBy(address account, bytes32 digest, bytes calldata signature) external view returns (bool);

    /// @return guardian Who may ask for recovery.
    /// @return generation Completed recoveries.
    /// @return passkeys How many passkeys speak for it, if it is an account of this registry.
    function recordOf(address account) external view returns (address guardian, uint32 generation, uint256 passkeys);

    /// @return keyId The passkey that is to replace all others; zero when no recovery is running.
    /// @return readyAt First second at which anyone may complete it.
    function recoveryOf(address account) external view returns (bytes32 keyId, uint40 readyAt);

    /// @notice What every account is a minimal proxy of.
    function implementation() external view returns (address);
}
