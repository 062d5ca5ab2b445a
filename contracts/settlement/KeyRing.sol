// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {CoSignatures} from "./CoSignatures.sol";
import {ITradingKeys, TradingKey} from "./interfaces/ITradingKeys.sol";
import {Epoch} from "./libraries/Epoch.sol";
import {KeyWord} from "./libraries/KeyWord.sol";
import {OrderSignature} from "./libraries/OrderSignature.sol";
import {P256Probe} from "./libraries/P256Probe.sol";
import {ProfileWord} from "./libraries/ProfileWord.sol";
import {KeyKind} from "./types/Status.sol";

/// @title Key ring
/// @notice The trading keys of an account, wherever they are stored, and the proof that a key consents to sign for it.
/// @dev An epoch survives the revocation of its key, and every key but the first of an index starts in an epoch that nobody knew before: a key
/// that comes back revives no order, neither of its first life nor of the time in between. An index whose epoch reaches the last is closed: the
/// change that takes it there revokes, whatever key it names, and no key is registered there again. So no revocation and no cancel ever fails.
abstract contract KeyRing is ITradingKeys, CoSignatures {
    bytes32 private constant KEY_POSSESSION_TYPEHASH = keccak256("KeyPossession(address account,uint8 index,address key)");
    uint256 internal constant LAST_KEY = 7;
    /// @dev abi.encode(r, s, x, y).
    uint256 private constant P256_POSSESSION_BYTES = 128;

    /// @inheritdoc ITradingKeys
    function keyOf(
        address account,
        uint8 index
    ) external view returns (address key, uint8 kind, uint16 expiryDay, uint16 scope, uint24 epoch) {
        if (index == 0) {
            ProfileWord profile = _profiles[account];
            return (profile.key(), profile.keyKind(), profile.keyExpiryDay(), profile.scope(), profile.epoch());
        }
        KeyWord word = _keys[account][index];
        return (word.key(), word.kind(), word.expiryDay(), word.scope(), word.epoch());
    }

    function _keyAndEpoch(address account, uint8 index) internal view returns (address key, uint24 epoch) {
        require(index <= LAST_KEY, Keys_BadIndex(index));
        if (index == 0) return (_profiles[account].key(), _profiles[account].epoch());
        KeyWord word = _keys[account][index];
        return (word.key(), word.epoch());
    }

    /// @dev Writes the key with its epoch; address zero revokes and leaves the epoch alone.
    function _writeKey(address account, TradingKey memory key, uint24 epoch) internal {
        if (epoch == Epoch.LAST) key.key = address(0);
        if (key.index == 0) {
            ProfileWord profile = _profiles[account].withKey(key.key).withKeyKind(key.kind).withKeyExpiryDay(key.expiryDay);
            _profiles[account] = profile.withScope(key.scope).withEpoch(epoch);
        } else {
            KeyWord word = KeyWord.wrap(0).withKey(key.key).withKind(key.kind).withExpiryDay(key.expiryDay);
            _keys[account][key.index] = word.withScope(key.scope).withEpoch(epoch);
        }
        if (key.key == address(0)) emit KeyRevoked(account, key.index, epoch);
        else emit KeyRegistered(account, key.index, key.key, key.kind, key.expiryDay, key.scope, epoch);
    }

    /// @dev Kills every order of every key. An index without key needs nothing: its next key starts in an epoch of its own.
    function _raiseEpochs(address account) internal {
        for (uint8 index = 0; index <= LAST_KEY; ++index) {
            (address key, uint24 current) = _keyAndEpoch(account, index);
            if (key != address(0)) _raiseEpoch(account, index, Epoch.next(current, account, index));
        }
        emit OrdersCancelled(account);
    }

    function _raiseEpoch(address account, uint8 index, uint24 epoch) private {
        if (epoch == Epoch.LAST) return _writeKey(account, TradingKey(index, address(0), 0, 0, 0), epoch);
        if (index == 0) _profiles[account] = _profiles[account].withEpoch(epoch);
        else _keys[account][index] = _keys[account][index].withEpoch(epoch);
        emit EpochRaised(account, index, epoch);
    }

    /// @notice Reverts unless the key is usable on this chain and consents to sign for `account`.
    function _requirePossession(address account, TradingKey calldata key, bytes calldata possession) internal view {
        require(key.key != address(0), Keys_BadKey(key.key));
        bool isP256 = key.kind == KeyKind.P256;
        require(key.kind == KeyKind.SECP256K1 || (isP256 && P256Probe.isSupported()), Keys_KindUnsupported(key.kind));
        // The account itself consents by asking.
        if (key.key == account && !isP256) return;

        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(KEY_POSSESSION_TYPEHASH, account, key.index, key.key)));
        bool isProven = isP256 ? _isProvenByP256(digest, key.key, possession) : _isProvenByEcdsa(digest, key.key, possession);
        require(isProven, Keys_BadPossession(key.key));
    }

    function _isProvenByEcdsa(bytes32 digest, address key, bytes calldata possession) private pure returns (bool) {
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, possession);
        return failure == ECDSA.RecoverError.NoError && signer == key;
    }

    function _isProvenByP256(bytes32 digest, address key, bytes calldata possession) private view returns (bool) {
        if (possession.length != P256_POSSESSION_BYTES) return false;
        (bytes32 r, bytes32 s, bytes32 x, bytes32 y) = abi.decode(possession, (bytes32, bytes32, bytes32, bytes32));
        return OrderSignature.isSignedByP256(digest, r, s, x, y, key);
    }
}
