// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";
import {SeriesDraft} from "../interfaces/ISeriesRegistry.sol";

/// @title Series hash
/// @notice EIP-712 struct hashes of what issuers sign about their series.
library SeriesHash {
    bytes32 private constant CREATE_TYPEHASH = keccak256(
        "CreateSeries(address account,uint48 face,uint48 issuePrice,uint32 supply,uint32 expiry,uint24 refundWindow,uint8 resaleLimit,bool security,bool transferable,bytes32 termsHash,string metadataUri,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant CLOSE_TYPEHASH = keccak256(
        "CloseSupply(address account,uint32 series,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );

    function hashCreate(SeriesDraft calldata draft, IntentAuth calldata auth) internal pure returns (bytes32) {
        // In two parts, because the compiler cannot hold all the words of one `abi.encode` at once; every part is a whole number of words.
        bytes memory terms = abi.encode(
            CREATE_TYPEHASH,
            auth.account,
            draft.face,
            draft.issuePrice,
            draft.supply,
            draft.expiry,
            draft.refundWindow,
            draft.resaleLimit
        );
        bytes memory rest = abi.encode(
            draft.security,
            draft.transferable,
            draft.termsHash,
            keccak256(bytes(draft.metadataUri)),
            auth.nonce,
            auth.deadline,
            auth.gasLimit
        );
        return keccak256(bytes.concat(terms, rest));
    }

    function hashClose(uint32 series, IntentAuth calldata auth) internal pure returns (bytes32) {
        return keccak256(abi.encode(CLOSE_TYPEHASH, auth.account, series, auth.nonce, auth.deadline, auth.gasLimit));
    }
}
